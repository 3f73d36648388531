//! Workspaces: which pages a user of the website finds there, which views they show, and how all
//! of it looks; who sees a workspace is said by its visibility and its associations.
//!
//! What is kept here is the configuration; a page of a workspace shows a view of
//! [`crate::ops::view`]. Source: the models of the operations; the API Reference's words about
//! pages, media and visibility.

mod associations;
mod delete_workspace;
mod image;
mod media;
mod pages;
mod shown_view;

use crate::plain::Plain;
use crate::search::Field;
use aws_wire::ToWire;
use resources::Kind;
use serde_json::json;

pub(crate) const WORKSPACE: Plain = Plain {
    fields: &[("visibility", Field::Exactly("visibility"))],
    facets: &[("/Visibility", "visibility")],
    // A new workspace is prepared before anybody sees it (inferred: CreateWorkspace has no member
    // for its visibility).
    check: |it| {
        it.body.entry("Visibility").or_insert_with(|| json!("NONE"));
        Ok(())
    },
    shown: |_, _, it, full| {
        full.insert("CreatedAt".into(), it.created.to_wire());
    },
    ..Plain::of(Kind::Workspace, "WorkspaceId", "WorkspaceArn")
};

crate::row::operations! {
    ; raw:
    AssociateWorkspace => associations::associate_workspace,
    CreateWorkspacePage => pages::create_workspace_page,
    DeleteWorkspace => delete_workspace::delete_workspace,
    DeleteWorkspaceMedia => media::delete_workspace_media,
    DeleteWorkspacePage => pages::delete_workspace_page,
    DisassociateWorkspace => associations::disassociate_workspace,
    ImportWorkspaceMedia => media::import_workspace_media,
    ListWorkspaceMedia => media::list_workspace_media,
    SearchWorkspaceAssociations => associations::search_workspace_associations,
    UpdateWorkspacePage => pages::update_workspace_page,
    ; plain super::workspace::WORKSPACE {
        CreateWorkspace => create,
        DescribeWorkspace => describe,
        ListWorkspaces => list,
        SearchWorkspaces => search,
        UpdateWorkspaceMetadata => update,
        UpdateWorkspaceTheme => update,
        UpdateWorkspaceVisibility => update,
    }
    ; plain super::workspace::pages::PAGE {
        ListWorkspacePages => list,
    }
}
